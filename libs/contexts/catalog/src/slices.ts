// One line per slice: its controller.

export { RegisterServiceController } from './features/register-service/register-service.controller';
export { ChangeServiceController } from './features/change-service/change-service.controller';
export { RetireServiceController } from './features/retire-service/retire-service.controller';
export { RegisterGroupController } from './features/register-group/register-group.controller';
export { ChangeGroupController } from './features/change-group/change-group.controller';
export { SetGroupMembersController } from './features/set-group-members/set-group-members.controller';
export { RetireGroupController } from './features/retire-group/retire-group.controller';
export { RegisterImportedController } from './features/register-imported/register-imported.controller';
export { ViewServicesController } from './features/view-catalog/view-services.controller';
export { ViewGroupsController } from './features/view-catalog/view-groups.controller';
