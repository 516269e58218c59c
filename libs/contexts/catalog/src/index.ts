export { CatalogModule } from './catalog.module';
export { catalogCodec } from './domain/catalog-codec';
export { streamName as groupStream } from './domain/group';
export { streamName as serviceStream } from './domain/service';
