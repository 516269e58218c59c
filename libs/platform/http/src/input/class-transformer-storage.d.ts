/** What @Type and @Transform recorded. The package ships it without types of its own at this path. */
declare module 'class-transformer/cjs/storage' {
  interface Recorded {
    readonly propertyName: string;
  }

  export const defaultMetadataStorage: {
    findTypeMetadata(target: object, property: string): (Recorded & { readonly typeFunction: () => new () => object }) | undefined;
    findTransformMetadatas(target: object, property: string, plainToClass: 0): (Recorded & { readonly transformFn: (given: { readonly value: unknown }) => unknown })[];
  };
}
