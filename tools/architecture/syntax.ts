import path from 'node:path';
import ts from 'typescript';
import { read } from './tree';

export const parse = (file: string): ts.SourceFile =>
  ts.createSourceFile(path.basename(file), read(file), ts.ScriptTarget.ES2023, true, ts.ScriptKind.TS);

const visit = (node: ts.Node, see: (node: ts.Node) => void): void => {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
};

export const nodesOf = <T extends ts.Node>(source: ts.SourceFile, is: (node: ts.Node) => node is T): T[] => {
  const found: T[] = [];
  visit(source, (node) => (is(node) ? found.push(node) : undefined));
  return found;
};

export interface Declared {
  readonly name: string;
  readonly exported: boolean;
  readonly node: ts.Node;
}

/** Top-level names in the order of the file. */
export const declarations = (source: ts.SourceFile): Declared[] =>
  source.statements.flatMap((node): Declared[] => {
    const exported = ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (ts.isVariableStatement(node)) {
      return node.declarationList.declarations.map((each) => ({ name: each.name.getText(), exported, node: each }));
    }
    const named = ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node);
    return named && node.name ? [{ name: node.name.text, exported, node }] : [];
  });

/** The type that `export const initialState: State` names. */
export const stateType = (source: ts.SourceFile): string | undefined =>
  declarations(source)
    .filter(({ name }) => name === 'initialState')
    .map(({ node }) => (ts.isVariableDeclaration(node) ? node.type?.getText() : undefined))[0];

export const importedNames = (source: ts.SourceFile): string[] =>
  nodesOf(source, ts.isImportSpecifier).map((specifier) => (specifier.propertyName ?? specifier.name).text);

const lineOf = (source: ts.SourceFile, position: number): number => source.getLineAndCharacterOfPosition(position).line;

export interface Case {
  readonly title: string;
  readonly lines: number;
}

/** Every `it(...)`, `test(...)` and `it.each(...)(...)` with the lines it takes. */
export const casesOf = (source: ts.SourceFile): Case[] =>
  nodesOf(source, ts.isCallExpression)
    .filter(({ expression, arguments: given }) => given.length > 1 && /^(it|test)(\.each\b[\s\S]*)?$/.test(expression.getText()))
    .map((call) => ({
      title: call.arguments[0]?.getText() ?? '',
      lines: lineOf(source, call.getEnd()) - lineOf(source, call.getStart()) + 1,
    }));

export const stringsGivenTo = (source: ts.SourceFile, callees: readonly string[]): string[] =>
  [...nodesOf(source, ts.isCallExpression), ...nodesOf(source, ts.isNewExpression)]
    .filter(({ expression }) => callees.includes(expression.getText()))
    .flatMap(({ arguments: given }) => (given?.[0] && ts.isStringLiteralLike(given[0]) ? [given[0].text] : []));
