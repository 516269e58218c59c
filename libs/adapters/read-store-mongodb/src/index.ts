export { checkWriteConcern, openReadMongo, type OpenedMongo, type OpenReadMongoOptions } from './open-read-mongo';
export { mongoReadStore, type MongoReadStoreOptions } from './mongo-read-store';
