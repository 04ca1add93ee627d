import { children, keyOf, type Node } from './ast.js';
import { isNamedMethod } from './methods.js';

/** What a statement refers to. */
export interface References {
  /** Free names, each with the members taken of it (`nn.functional.relu`: `nn`, [`functional`, `relu`]). */
  readonly names: readonly { readonly name: string; readonly members: readonly string[] }[];
  /** Names by which a method may be called: members, keys of patterns, strings. */
  readonly words: ReadonlySet<string>;
  /** Names of all methods that are called, those of scalar expressions too. */
  readonly calls: ReadonlySet<string>;
  /** Sources of `import('…')`. */
  readonly dynamic: readonly string[];
  /** What `name: '…'` says in @cresset/tensor: ops and what they are made of, by which backends override them. */
  readonly primitives: ReadonlySet<string>;
  /** The methods of class Tensor: what they refer to counts when they are called. */
  readonly methods: readonly { readonly name: string; readonly body: Node }[];
}

/**
 * Calls whose arguments are code on scalar expressions (`x.exp()` there is no method of a tensor), and the keys of that
 * code; null: all of it.
 */
const scalarCode: Readonly<Record<string, readonly string[] | null>> = {
  defineElementwise: ['expr', 'gradient'],
  Fused: null,
  FusedReduction: null,
};

/** Objects of the language: their members are no methods of tensors. */
const builtIn = new Set(['Math', 'Object', 'Array', 'Promise', 'Number', 'JSON', 'String', 'Symbol', 'Date']);

/** Whose statement it is; the family's own code keeps to rules that let the search be stricter there. */
export type Origin = 'program' | 'family' | 'tensor';

/**
 * @param origin in the family methods are called by their written name (`x.relu()`) and in no other way; in
 *   @cresset/tensor `scalarCode` holds besides
 */
export function referencesOf(statement: Node, origin: Origin): References {
  const collector = new Collector(origin);
  collector.visit(statement);
  return collector;
}

class Collector implements References {
  readonly names: { name: string; members: string[] }[] = [];
  readonly words = new Set<string>();
  readonly calls = new Set<string>();
  readonly dynamic: string[] = [];
  readonly primitives = new Set<string>();
  readonly methods: { name: string; body: Node }[] = [];
  private inTensor = false;
  /** Inside a class that extends nothing, and so is no tensor. */
  private plainClass = false;
  /** Above 0 inside scalar code. */
  private scalar = 0;

  constructor(private readonly origin: Origin) {}

  visit(node: Node): void {
    switch (node.type) {
      case 'Identifier':
        this.names.push({ name: node.name as string, members: [] });
        return;
      case 'MemberExpression':
        this.visitMember(node);
        return;
      case 'Literal':
        if (typeof node.value === 'string') this.loose(node.value);
        return;
      case 'TemplateLiteral':
        for (const q of node.quasis as readonly Node[]) this.loose((q.value as { cooked: string }).cooked);
        for (const e of node.expressions as readonly Node[]) this.visit(e);
        return;
      case 'ImportExpression': {
        const { value } = node.source as Node;
        if (typeof value === 'string') this.dynamic.push(value);
        break;
      }
      case 'ObjectPattern':
        for (const p of node.properties as readonly Node[]) {
          const key = p.type === 'Property' ? keyOf(p) : null;
          if (key !== null) this.loose(key);
        }
        break;
      case 'Property':
      case 'MethodDefinition':
      case 'PropertyDefinition':
      case 'AccessorProperty':
        if (this.waits(node)) return;
        // A key that is written out is no reference.
        if (node.computed === true) this.visit(node.key as Node);
        if (this.origin === 'tensor') this.notePrimitive(node);
        if (node.value) this.visit(node.value as Node);
        return;
      case 'ClassDeclaration':
      case 'ClassExpression': {
        const [plain, tensor] = [this.plainClass, this.inTensor];
        this.inTensor = this.origin === 'tensor' && (node.id as Node | null)?.name === 'Tensor';
        this.plainClass = !node.superClass && !this.inTensor;
        for (const child of children(node)) this.visit(child);
        this.plainClass = plain;
        this.inTensor = tensor;
        return;
      }
      case 'CallExpression':
      case 'NewExpression':
        if (this.origin === 'tensor' && this.visitScalarCode(node)) return;
        this.wordOfCallee(node.callee as Node);
        break;
    }
    for (const child of children(node)) this.visit(child);
  }

  /** A method of class Tensor runs when it is called; what it refers to is looked at then. */
  private waits(node: Node): boolean {
    if (!this.inTensor || !isNamedMethod(node)) return false;
    this.methods.push({ name: keyOf(node)!, body: node.value as Node });
    return true;
  }

  private notePrimitive(property: Node): void {
    const { value } = (property.value ?? {}) as Partial<Node>;
    if (keyOf(property) === 'name' && typeof value === 'string') this.primitives.add(value);
  }

  private word(text: string): void {
    if (this.scalar === 0) this.words.add(text);
  }

  /** A name that may be that of a method, but not where methods are only called by name. */
  private loose(text: string): void {
    if (this.origin === 'program') this.word(text);
  }

  /** In the family a name with a capital is a class; in a program it may be a matrix. */
  private isNoTensor(node: Node): boolean {
    const { type, name } = node;
    // `x.shape.at(-1)`: an array of numbers.
    if (type === 'MemberExpression') return (node.property as Node).name === 'shape';
    if (type === 'ThisExpression') return this.plainClass;
    if (type !== 'Identifier') return false;
    return builtIn.has(name as string) || (this.origin !== 'program' && /^[A-Z]/.test(name as string));
  }

  private wordOfCallee(callee: Node): void {
    if (callee.type !== 'MemberExpression' || callee.computed === true) return;
    const object = callee.object as Node;
    if (object.type !== 'Identifier' || object.name !== 'Math')
      this.calls.add((callee.property as Node).name as string);
    if (!this.isNoTensor(callee.object as Node)) this.word((callee.property as Node).name as string);
  }

  /** A chain `a.b['c'].d`: all its members may be methods, those before the first `[…]` lead on from `a`. */
  private visitMember(node: Node): void {
    let members: string[] = [];
    let object = node;
    while (object.type === 'MemberExpression') {
      const property = object.property as Node;
      if (object.computed === true) {
        this.visit(property);
        members = [];
      } else {
        const name = property.name as string;
        members.unshift(name);
        if (!this.isNoTensor(object.object as Node)) this.loose(name);
      }
      object = object.object as Node;
    }
    if (object.type === 'Identifier') this.names.push({ name: object.name as string, members });
    else this.visit(object);
  }

  private visitScalarCode(call: Node): boolean {
    const callee = call.callee as Node;
    const keys = callee.type === 'Identifier' ? scalarCode[callee.name as string] : undefined;
    if (keys === undefined) return false;
    this.visit(callee);
    for (const argument of call.arguments as readonly Node[]) {
      if (keys === null) this.quietly(argument);
      else if (argument.type !== 'ObjectExpression') this.visit(argument);
      else {
        for (const p of argument.properties as readonly Node[]) {
          if (keys.includes((p.type === 'Property' && keyOf(p)) || '')) this.quietly(p);
          else this.visit(p);
        }
      }
    }
    return true;
  }

  private quietly(node: Node): void {
    this.scalar++;
    this.visit(node);
    this.scalar--;
  }
}
