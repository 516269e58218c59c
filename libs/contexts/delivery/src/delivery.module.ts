import { Module } from '@nestjs/common';
import { ReadFeedController } from './features/read-feed/read-feed.controller';

@Module({ controllers: [ReadFeedController] })
export class DeliveryModule {}
