import { Answers, Reader, Revisioned, type ReadEdge } from '@firebreak/http';
import { Allow, everyRole } from '@firebreak/identity';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { CatalogReader } from '../../catalog-reader';
import { Key } from '../../entry-key';
import { serviceView } from './view-catalog';
import { ListCatalogQuery } from './view-catalog.request';
import { ServicePage, ServiceView } from './view-catalog.response';

@Controller('v1/services')
export class ViewServicesController {
  constructor(private readonly catalog: CatalogReader) {}

  @Get()
  @Allow(...everyRole)
  @Answers(ServicePage)
  async list(@Query() query: ListCatalogQuery, @Reader() reader: ReadEdge): Promise<ServicePage> {
    const { entries, nextCursor } = await this.catalog.page('service', query, reader);
    return { items: entries.map(serviceView), nextCursor };
  }

  @Get(':key')
  @Allow(...everyRole)
  @ApiParam({ name: 'key', example: 'payments-api' })
  @Answers(ServiceView)
  async view(@Key() key: string, @Reader() reader: ReadEdge): Promise<Revisioned<ServiceView>> {
    const found = await this.catalog.view('service', key, reader);
    return new Revisioned(found.doc.rev, serviceView(found));
  }
}
