import { parser } from '@lezer/python';
import { maskBareDots } from './number-literal.js';
import type { Span } from './syntax.js';

/** A node of Python's syntax tree, as the grammar gives it. */
export type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** The whole of a source: its statements are the children. Never throws; what is not Python is in error nodes. */
export function pythonTree(source: string): SyntaxNode {
  return parser.parse(maskBareDots(source)).topNode;
}

export function spanOf({ from, to }: Span): Span {
  return { from, to };
}

export function spanOfAll(nodes: readonly SyntaxNode[]): Span {
  return { from: nodes[0].from, to: nodes[nodes.length - 1].to };
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'Comment') children.push(child);
  }
  return children;
}

/** The nodes between commas; a comma at the end adds nothing. */
export function segmentsOf(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const segments: SyntaxNode[][] = [];
  let isNew = true;
  for (const node of nodes) {
    if (node.name === ',') {
      isNew = true;
    } else if (isNew) {
      segments.push([node]);
      isNew = false;
    } else {
      segments[segments.length - 1].push(node);
    }
  }
  return segments;
}

export function memberOf(node: SyntaxNode): { readonly object: SyntaxNode; readonly property: SyntaxNode } | undefined {
  if (node.name !== 'MemberExpression') return undefined;
  const [object, dot, property] = childrenOf(node);
  return dot.name === '.' ? { object, property } : undefined;
}

export function withoutParentheses(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (inner.name === 'ParenthesizedExpression') {
    const [, content] = childrenOf(inner);
    inner = content;
  }
  return inner;
}

export function firstError(node: SyntaxNode): SyntaxNode | undefined {
  const cursor = node.cursor();
  do {
    if (cursor.type.isError) return cursor.node;
  } while (cursor.next() && cursor.from <= node.to);
  return undefined;
}
