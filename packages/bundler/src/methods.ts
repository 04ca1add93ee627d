import { children, keyOf, type Node, type Program } from './ast.js';

/** Methods that run without anybody naming them. */
const calledByTheLanguage = new Set(['toString', 'toJSON', 'valueOf']);

/** Whether a member of class Tensor is a method that runs only where its name is written. */
export function isNamedMethod(member: Node): boolean {
  const name = member.type === 'MethodDefinition' && member.kind === 'method' ? keyOf(member) : null;
  return name !== null && !calledByTheLanguage.has(name);
}

/**
 * Blanks the methods of class Tensor that a program can't call.
 *
 * @param called names by which methods are called in the program
 * @returns the code, or null where there is nothing to cut
 */
export function withoutMethods(code: string, program: Program, called: ReadonlySet<string>): string | null {
  let out = code;
  const visit = (node: Node): void => {
    const name = node.type === 'ClassDeclaration' ? (node.id as Node | null)?.name : null;
    if (name !== 'Tensor') {
      for (const child of children(node)) visit(child);
      return;
    }
    for (const member of (node.body as Node).body as readonly Node[]) {
      if (!isNamedMethod(member) || called.has(keyOf(member)!)) continue;
      const blank = code.slice(member.start, member.end).replace(/[^\n]/g, ' ');
      out = out.slice(0, member.start) + blank + out.slice(member.end);
    }
  };
  visit(program);
  return out === code ? null : out;
}
