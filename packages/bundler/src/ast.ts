/** As much of ESTree as is looked at here. Parsers add fields of their own, which walking by keys doesn't mind. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

export interface Program extends Node {
  readonly body: readonly Node[];
}

export const isNode = (v: unknown): v is Node =>
  typeof v === 'object' && v !== null && typeof (v as Node).type === 'string';

/** Fields that hold types, which are gone when the program runs. */
const typeFields = new Set([
  'typeAnnotation',
  'typeParameters',
  'typeArguments',
  'returnType',
  'superTypeArguments',
  'superTypeParameters',
  'implements',
]);

const isType = (node: Node): boolean =>
  node.type === 'TSTypeAliasDeclaration' || node.type === 'TSInterfaceDeclaration' || node.declare === true;

/** The parts of a node that are code. */
export function* children(node: Node): Generator<Node> {
  for (const field in node) {
    if (typeFields.has(field)) continue;
    const value = node[field];
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item) && !isType(item)) yield item;
    } else if (isNode(value) && !isType(value)) yield value;
  }
}

/** The name of a key, where it is written out: `a` and `'a'`, not `[a]`. */
export function keyOf(node: Node): string | null {
  if (node.computed === true) return null;
  const key = node.key as Node | undefined;
  if (key?.type === 'Identifier') return key.name as string;
  return typeof key?.value === 'string' ? key.value : null;
}

/** The name that an import or export specifier gives, be it an identifier or a string. */
export const nameOf = (node: Node): string => (node.name ?? node.value) as string;
