import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { CodedError } from '@firebreak/event-sourcing';

/** An Ed25519 key pair as a private JWK; the app keeps it in the data folder, readable by its owner alone. */
export interface SigningKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly kid: string;
  readonly x: string;
  readonly d: string;
}

// RFC 7638: the id of a key is a hash of its public part.
const thumbprint = (x: string): string => createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url');

export const newSigningKey = (): SigningKey => {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  if (!x || !d) throw new CodedError('invalid-signing-key');
  return { kty: 'OKP', crv: 'Ed25519', kid: thumbprint(x), x, d };
};

/** What was read from a file. @throws CodedError `invalid-signing-key` */
export const parseSigningKey = (text: string): SigningKey => {
  try {
    const { x, d } = JSON.parse(text) as Partial<SigningKey>;
    const key = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x: x!, d: d! }, format: 'jwk' });
    if (createPublicKey(key).export({ format: 'jwk' }).x !== x) throw new Error('halves of two keys');
    return { kty: 'OKP', crv: 'Ed25519', kid: thumbprint(x!), x: x!, d: d! };
  } catch {
    throw new CodedError('invalid-signing-key');
  }
};
