/** What @Type and @Transform recorded. The package ships it without types of its own at this path. */
declare module 'class-transformer/cjs/storage' {
  interface RecordedType {
    readonly typeFunction: () => new () => object;
  }

  interface RecordedTransform {
    readonly transformFn: (given: { readonly value: unknown }) => unknown;
  }

  export const defaultMetadataStorage: {
    findTypeMetadata(target: object, property: string): RecordedType | undefined;
    findTransformMetadatas(target: object, property: string, plainToClass: 0): RecordedTransform[];
  };
}
