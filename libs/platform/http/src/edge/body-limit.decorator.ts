import { RouteConfig } from '@nestjs/platform-fastify';

/** How many bytes the body of this route may have, instead of 1 MiB. */
export const BodyLimit = (bytes: number): MethodDecorator => RouteConfig({ bodyLimit: bytes }) as MethodDecorator;
