// The provider of the npm package oidc-provider as its own process: it prints its address, and rotates its keys on SIGUSR2.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const signingKey = () => ({ ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'EdDSA', use: 'sig' });

const providerWith = (issuer, keys) =>
  new Provider(issuer, {
    clients: [
      {
        client_id: 'importer',
        client_secret: 'a secret for a spec',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: 'EdDSA',
      },
    ],
    jwks: { keys },
    enabledJWA: { idTokenSigningAlgValues: ['EdDSA', 'RS256'] },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'urn:firebreak',
        getResourceServerInfo: () => ({ scope: 'api', audience: 'firebreak', accessTokenFormat: 'jwt', accessTokenTTL: 600, jwt: { sign: { alg: 'EdDSA' } } }),
      },
    },
    formats: {
      customizers: {
        jwt: (_context, _token, { payload }) => void Object.assign(payload, { nbf: payload.iat, tenant: 'acme', roles: ['service'] }),
      },
    },
  });

let answer = null;
const server = createServer((request, response) => answer(request, response));
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const serve = () => {
    answer = providerWith(issuer, [signingKey()]).callback();
  };
  serve();
  process.on('SIGUSR2', () => {
    serve();
    process.stdout.write('rotated\n');
  });
  process.stdout.write(`${issuer}\n`);
});
