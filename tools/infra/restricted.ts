interface Probe {
  readonly httpGet?: { readonly path: string };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string } } }[];
  readonly resources?: { readonly requests?: object; readonly limits?: { readonly memory?: string } };
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly securityContext?: {
    readonly allowPrivilegeEscalation?: boolean;
    readonly privileged?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly runAsNonRoot?: boolean;
    readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  };
}

export interface PodSpec {
  readonly automountServiceAccountToken?: boolean;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly securityContext?: { readonly runAsNonRoot?: boolean; readonly runAsUser?: number; readonly seccompProfile?: { readonly type: string } };
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
  readonly containers: readonly Container[];
}

interface Rule {
  readonly ports: readonly { readonly port: number }[];
}

export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: {
    readonly replicas?: number;
    readonly selector?: unknown;
    readonly scaleTargetRef?: unknown;
    readonly tls?: unknown;
    readonly rules?: readonly { readonly http: { readonly paths: readonly { readonly backend: { readonly service: { readonly name: string } } }[] } }[];
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
    readonly template?: { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> }; readonly spec: PodSpec };
  };
}

const allowedVolumes = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'];

const ofPod = (pod: PodSpec): [string, boolean][] => [
  ['shares a namespace of the host', !(pod.hostNetwork || pod.hostPID || pod.hostIPC)],
  ['has a service account token', pod.automountServiceAccountToken === false],
  ['may run as root', pod.securityContext?.runAsNonRoot === true && (pod.securityContext.runAsUser ?? 0) > 0],
  ['has no seccomp profile', pod.securityContext?.seccompProfile?.type === 'RuntimeDefault'],
  ['mounts another kind of volume', (pod.volumes ?? []).every((volume) => Object.keys(volume).every((key) => key === 'name' || allowedVolumes.includes(key)))],
];

const ofContainer = ({ securityContext: context, resources, image }: Container): [string, boolean][] => [
  ['may gain privileges', context?.allowPrivilegeEscalation === false && context.privileged !== true],
  ['writes to its root', context?.readOnlyRootFilesystem === true],
  ['may run as root', context?.runAsNonRoot === true],
  ['keeps capabilities', context?.capabilities?.drop?.includes('ALL') === true && context.capabilities.add === undefined],
  ['has no requests or no memory limit', resources?.requests !== undefined && resources.limits?.memory !== undefined],
  ['has no version', /:[^:/]+$/.test(image) && !image.endsWith(':latest')],
];

/** What stands between a pod and the "restricted" pod security standard, and what we ask for beyond it; empty when nothing does. */
export const secured = (pod: PodSpec): string[] => [
  ...ofPod(pod).filter(([, holds]) => !holds).map(([what]) => `the pod ${what}`),
  ...pod.containers.flatMap((container) => ofContainer(container).filter(([, holds]) => !holds).map(([what]) => `${container.name} ${what}`)),
];
