/** Names that every object has, or that lead to what every object has. As keys from outside they are never meant well. */
const names: ReadonlySet<string> = new Set([...Object.getOwnPropertyNames(Object.prototype), 'prototype']);

export const isInherited = (name: string): boolean => names.has(name);
