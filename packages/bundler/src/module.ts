import { children, type Node, nameOf, type Program } from './ast.js';

/** A binding of another module: the names to go through from its exports. None: the module itself, as a namespace. */
export interface Link {
  readonly source: string;
  readonly path: readonly string[];
}

/** A module as a tree shaker sees it: which statement makes which name, and where the other names come from. */
export class ModuleShape {
  /** Statements by the top-level names that they declare. */
  readonly declared = new Map<string, Node>();
  readonly imports = new Map<string, Link>();
  /** Exports: a local name, or a link. */
  readonly exports = new Map<string, string | Link>();
  /** Sources of `export * from`. */
  readonly stars: string[] = [];
  /** Every source that is imported, whatever for. */
  readonly sources = new Set<string>();
  /** Statements that only do something. */
  readonly effects: Node[] = [];
  /** All statements with code. */
  readonly statements: Node[] = [];

  constructor(program: Program) {
    for (const statement of program.body) this.read(statement);
  }

  private read(statement: Node): void {
    if (statement.importKind === 'type' || statement.exportKind === 'type') return;
    const source = (statement.source as Node | null | undefined)?.value as string | undefined;
    if (source !== undefined) this.sources.add(source);
    switch (statement.type) {
      case 'ImportDeclaration':
        for (const s of statement.specifiers as readonly Node[]) this.readImport(s, source!);
        return;
      case 'ExportAllDeclaration':
        if (statement.exported === null || statement.exported === undefined) this.stars.push(source!);
        else this.exports.set(nameOf(statement.exported as Node), { source: source!, path: [] });
        return;
      case 'ExportNamedDeclaration':
        for (const s of statement.specifiers as readonly Node[]) {
          if (s.exportKind === 'type') continue;
          const local = nameOf(s.local as Node);
          const link = source === undefined ? local : { source, path: [local] };
          this.exports.set(nameOf(s.exported as Node), link);
        }
        if (statement.declaration) {
          const names = this.declare(statement.declaration as Node, statement);
          for (const name of names) this.exports.set(name, name);
        }
        return;
      case 'ExportDefaultDeclaration':
        this.exports.set('default', 'default');
        this.declared.set('default', statement);
        this.declare(statement.declaration as Node, statement);
        this.statements.push(statement);
        return;
      default:
        if (this.declare(statement, statement).length === 0 && statement.type !== 'EmptyStatement') {
          this.effects.push(statement);
          this.statements.push(statement);
        }
    }
  }

  private readImport(specifier: Node, source: string): void {
    if (specifier.importKind === 'type') return;
    const path =
      specifier.type === 'ImportNamespaceSpecifier'
        ? []
        : [specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(specifier.imported as Node)];
    this.imports.set(nameOf(specifier.local as Node), { source, path });
  }

  /** The names that a declaration makes; none when it is no declaration. */
  private declare(declaration: Node, statement: Node): string[] {
    const names: string[] = [];
    if (declaration.type === 'VariableDeclaration') {
      for (const d of declaration.declarations as readonly Node[]) boundNames(d.id as Node, names);
    } else if (/^(Function|Class|TSEnum)Declaration$/.test(declaration.type) && declaration.id) {
      names.push(nameOf(declaration.id as Node));
    } else if (/^TS(TypeAlias|Interface|Module)Declaration$/.test(declaration.type)) {
      // Nothing of it runs, and it is no effect either.
      names.push(nameOf(declaration.id as Node));
      return names;
    }
    for (const name of names) this.declared.set(name, statement);
    if (names.length > 0) this.statements.push(statement);
    return names;
  }
}

/** Names in a pattern: `a`, `{ a, b: [c] }`, with or without defaults. */
function boundNames(pattern: Node, into: string[]): void {
  if (pattern.type === 'Identifier') into.push(pattern.name as string);
  else if (pattern.type === 'Property') boundNames(pattern.value as Node, into);
  else if (pattern.type === 'AssignmentPattern') boundNames(pattern.left as Node, into);
  else for (const child of children(pattern)) boundNames(child, into);
}
