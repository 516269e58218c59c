import { Answers, Reader, Revisioned, type ReadEdge } from '@firebreak/http';
import { Allow, everyRole } from '@firebreak/identity';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { CatalogReader } from '../../catalog-reader';
import { Key } from '../../entry-key';
import { groupView } from './view-catalog';
import { ListCatalogQuery } from './view-catalog.request';
import { GroupPage, GroupView } from './view-catalog.response';

@Controller('v1/groups')
export class ViewGroupsController {
  constructor(private readonly catalog: CatalogReader) {}

  @Get()
  @Allow(...everyRole)
  @Answers(GroupPage)
  async list(@Query() query: ListCatalogQuery, @Reader() reader: ReadEdge): Promise<GroupPage> {
    const { entries, nextCursor } = await this.catalog.page('group', query, reader);
    return { items: entries.map(groupView), nextCursor };
  }

  @Get(':key')
  @Allow(...everyRole)
  @ApiParam({ name: 'key', example: 'Group 56' })
  @Answers(GroupView)
  async view(@Key() key: string, @Reader() reader: ReadEdge): Promise<Revisioned<GroupView>> {
    const found = await this.catalog.view('group', key, reader);
    return new Revisioned(found.doc.rev, groupView(found));
  }
}
