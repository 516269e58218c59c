import { Produces } from '@firebreak/http';
import { Public } from '@firebreak/identity';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { homePage, homeScript, homeStyle } from './home-page';

const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** A page with the figures; what it shows it asks the API for, as the person that is signed in. */
@Controller()
@Public()
@ApiExcludeController()
export class HomeController {
  @Get()
  @Produces('text/html')
  page(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.header('content-type', 'text/html; charset=utf-8').header('content-security-policy', policy);
    return homePage;
  }

  @Get('home.css')
  @Produces('text/css')
  style(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.header('content-type', 'text/css; charset=utf-8');
    return homeStyle;
  }

  @Get('home.js')
  @Produces('text/javascript')
  script(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.header('content-type', 'text/javascript; charset=utf-8');
    return homeScript;
  }
}
