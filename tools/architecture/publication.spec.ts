import { filesLike, read } from './tree';

const text = filesLike(/./).filter((file) => !/\.(png|ico|gz|woff2|db)$/.test(file));
// Written in pieces, or this file would find itself.
const workplace = new RegExp([`(?<![a-z])/${'work'}/`, `"${'resolved'}":`, `registry\\.${'npmjs'}`].join('|'));
const dataFolder = `\\.\\./${'shared'}`;

describe('the repository', () => {
  it('names no workplace and no download address', () => {
    expect(text.filter((file) => workplace.test(read(file)))).toEqual([]);
  });

  it('knows the folder of real data in one place', () => {
    expect(text.filter((file) => new RegExp(dataFolder).test(read(file)) && file !== 'tools/data-folder.ts')).toEqual([]);
  });
});
