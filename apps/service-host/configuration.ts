import { CodedError } from '@firebreak/event-sourcing';
import { IsBase64, IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUrl, Matches, Max, Min, MinLength, ValidateIf, validateSync } from 'class-validator';
import { IsListOf, IsProxies } from './lists';
import { unsafe } from './unsafe';

type Environment = Readonly<Record<string, string | undefined>>;

const levels = ['error', 'warn', 'info', 'debug', 'trace'] as const;
const tokenTypes = ['at+jwt', 'application/at+jwt', 'JWT'] as const;
const notBefore = ['when-present', 'required'] as const;
const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/** What a service is told by its environment: `FIREBREAK_` and the property in capitals. A secret never has a default. */
export class Configuration {
  @IsInt() @Min(0) @Max(65_535)
  port = 8080;

  @IsString() @MinLength(1)
  host = '0.0.0.0';

  @Matches(/^(esdb|esdb\+discover|kurrentdb|kurrentdb\+discover):\/\/\S+$/, { message: 'must be an address like esdb://host:2113' })
  eventstoredbUrl!: string;

  @Matches(/^[^\s,]+:\d+(,[^\s,]+:\d+)*$/, { message: 'must be host:port, several with commas' })
  kafkaBrokers!: string;

  @IsBoolean({ message: 'must be true or false' })
  kafkaSsl = false;

  @IsOptional() @IsIn(mechanisms)
  kafkaSaslMechanism?: (typeof mechanisms)[number];

  @ValidateIf(({ kafkaSaslMechanism }: Configuration) => kafkaSaslMechanism !== undefined) @IsString({ message: 'is needed with FIREBREAK_KAFKA_SASL_MECHANISM' })
  kafkaSaslUsername?: string;

  @ValidateIf(({ kafkaSaslMechanism }: Configuration) => kafkaSaslMechanism !== undefined) @IsString({ message: 'is needed with FIREBREAK_KAFKA_SASL_MECHANISM' })
  kafkaSaslPassword?: string;

  @IsInt() @Min(1) @Max(200)
  kafkaPartitions = 6;

  @IsInt() @Min(1) @Max(10)
  kafkaReplication = 3;

  @Matches(/^mongodb(\+srv)?:\/\/\S+$/, { message: 'must be an address like mongodb://host:27017/?replicaSet=rs0' })
  mongodbUrl!: string;

  @Matches(/^[A-Za-z0-9_-]{1,38}$/, { message: 'must be 1 to 38 letters, digits, - or _' })
  mongodbDatabase = 'firebreak';

  @IsBase64({}, { message: 'must be base64' }) @MinLength(44, { message: 'must hold at least 32 bytes: openssl rand -base64 32' })
  macKey!: string;

  @IsUrl({ protocols: ['https', 'http'], require_protocol: true, require_tld: false }, { message: 'must be the address of an OpenID Connect provider' })
  oidcIssuer!: string;

  @IsString() @MinLength(1)
  oidcAudience!: string;

  @IsString() @MinLength(1)
  oidcRolesClaim = 'roles';

  @IsOptional() @IsString() @MinLength(1)
  oidcTenantClaim?: string;

  @IsOptional() @Matches(/^[a-z0-9_]{1,32}$/, { message: 'must be 1 to 32 small letters, digits or _' })
  oidcDefaultTenant?: string;

  @IsListOf(tokenTypes, { message: `must be one of ${tokenTypes.join(', ')}, or several with commas` })
  oidcTokenTypes = 'at+jwt';

  @IsIn(notBefore)
  oidcNotBefore: (typeof notBefore)[number] = 'when-present';

  @IsProxies({ message: 'must be addresses, networks like 10.0.0.0/8, loopback, linklocal or uniquelocal, several with commas' })
  trustedProxies = '';

  @IsInt() @Min(0) @Max(1_000)
  failuresPerSecond = 20;

  @IsIn(levels)
  logLevel: (typeof levels)[number] = 'info';
}

const prefix = 'FIREBREAK_';
const required = ['eventstoredbUrl', 'kafkaBrokers', 'mongodbUrl', 'macKey', 'oidcIssuer', 'oidcAudience'];
const variableOf = (property: string): string => prefix + property.replace(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase();
const optional = ['kafkaSaslMechanism', 'kafkaSaslUsername', 'kafkaSaslPassword', 'oidcTenantClaim', 'oidcDefaultTenant'];
const properties = [...new Set([...Object.keys(new Configuration()), ...required, ...optional])];

/** Every variable a service knows. */
export const variables: readonly string[] = properties.map(variableOf);

const valueOf = (property: string, text: string): unknown => {
  const usual = (new Configuration() as unknown as Record<string, unknown>)[property];
  if (typeof usual === 'number') return /^\d+$/.test(text) ? Number(text) : text;
  if (typeof usual === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
};

/**
 * Reads and checks all of it. An empty variable is one that is not there.
 * @param alsoWrong what others found in the same environment
 * @throws CodedError `invalid-configuration` {problems} naming each variable and what to do, never its value
 */
export const configurationOf = (environment: Environment, alsoWrong: readonly string[] = []): Configuration => {
  const given = Object.entries(environment).filter(([name, value]) => name.startsWith(prefix) && value);
  const problems = [...alsoWrong];
  problems.push(...given.filter(([name]) => !variables.includes(name)).map(([name]) => `${name} is unknown`));
  const configuration = new Configuration();
  for (const property of properties) {
    const text = environment[variableOf(property)];
    if (text) Object.assign(configuration, { [property]: valueOf(property, text) });
    else if (required.includes(property)) problems.push(`${variableOf(property)} is missing`);
  }
  const present = (property: string): boolean => !required.includes(property) || Boolean(environment[variableOf(property)]);
  for (const { property, constraints = {} } of validateSync(configuration)) {
    if (present(property)) problems.push(`${variableOf(property)} ${Object.values(constraints)[0]?.replace(`${property} `, '') ?? 'is wrong'}`);
  }
  if (problems.length === 0) problems.push(...unsafe(configuration));
  if (problems.length > 0) throw new CodedError('invalid-configuration', { problems });
  return configuration;
};
