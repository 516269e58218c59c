import { Runtime } from '@firebreak/runtime';
import { Module, type OnModuleInit } from '@nestjs/common';
import { CatalogCommands } from './catalog-commands';
import { CatalogReader } from './catalog-reader';
import { catalogCodec } from './domain/catalog-codec';
import { category } from './domain/catalog-stream';
import { ChangeGroupController } from './features/change-group/change-group.controller';
import { ChangeServiceController } from './features/change-service/change-service.controller';
import { RegisterGroupController } from './features/register-group/register-group.controller';
import { RegisterImportedController } from './features/register-imported/register-imported.controller';
import { RegisterServiceController } from './features/register-service/register-service.controller';
import { RetireGroupController } from './features/retire-group/retire-group.controller';
import { RetireServiceController } from './features/retire-service/retire-service.controller';
import { SetGroupMembersController } from './features/set-group-members/set-group-members.controller';
import { catalogList } from './features/view-catalog/catalog-list.projection';
import { ViewGroupsController } from './features/view-catalog/view-groups.controller';
import { ViewServicesController } from './features/view-catalog/view-services.controller';
import { publishCatalogEvent } from './reactions/publish-catalog-events';

/** One line per slice: its controller. */
const slices = [
  RegisterServiceController,
  ChangeServiceController,
  RetireServiceController,
  RegisterGroupController,
  ChangeGroupController,
  SetGroupMembersController,
  RetireGroupController,
  RegisterImportedController,
  ViewServicesController,
  ViewGroupsController,
];

@Module({ controllers: slices, providers: [CatalogCommands, CatalogReader] })
export class CatalogModule implements OnModuleInit {
  constructor(private readonly runtime: Runtime) {}

  onModuleInit(): void {
    this.runtime.publish(category, publishCatalogEvent);
    this.runtime.projectFromStore({ name: 'catalog-views', codecs: { [category]: catalogCodec }, categories: [category], projections: [catalogList] });
  }
}
