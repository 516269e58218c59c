import { Runtime } from '@firebreak/runtime';
import { Module, type OnModuleInit } from '@nestjs/common';
import { CatalogCommands } from './catalog-commands';
import { CatalogReader } from './catalog-reader';
import { catalogCodec } from './domain/catalog-codec';
import { category } from './domain/catalog-stream';
import { catalogList } from './features/view-catalog/catalog-list.projection';
import * as slices from './slices';
import { publishCatalogEvent } from './reactions/publish-catalog-events';

@Module({ controllers: Object.values(slices), providers: [CatalogCommands, CatalogReader] })
export class CatalogModule implements OnModuleInit {
  constructor(private readonly runtime: Runtime) {}

  onModuleInit(): void {
    this.runtime.publish(category, publishCatalogEvent);
    this.runtime.projectFromStore({ name: 'catalog-views', codecs: { [category]: catalogCodec }, categories: [category], projections: [catalogList] });
  }
}
