import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { Problem } from '../problem/problem';

const docsPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const description = `Incident and problem management on one event-sourced history. Every POST of a command takes an Idempotency-Key;
errors are problem details (RFC 9457).`;

/** The description of every route, made from the routes. */
export const openApiDocument = (app: NestFastifyApplication, version: string): OpenAPIObject => {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Firebreak')
    .setDescription(description)
    .setVersion(version)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .addSecurityRequirements('bearer')
    .build();
  return SwaggerModule.createDocument(app, config, { extraModels: [Problem] });
};

/** /docs with its own assets, and the document at /docs-json. Only this page may run scripts. */
export const setupOpenApi = (app: NestFastifyApplication, version: string): void => {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    if (isDocs(request.url)) void reply.header('content-security-policy', docsPolicy);
    done();
  });
  SwaggerModule.setup('docs', app, () => openApiDocument(app, version), { swaggerOptions: { persistAuthorization: false } });
};

const isDocs = (url: string): boolean => url === '/docs' || url.startsWith('/docs/') || url.startsWith('/docs?');
