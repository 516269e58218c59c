import fs, { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDataFolder } from './data-folder';

describe('two first starts on one folder', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'firebreak-folder-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  afterEach(() => jest.restoreAllMocks());

  it('have the same keys, though both found none', () => {
    const first = openDataFolder(dir);
    const exists = jest.spyOn(fs, 'existsSync').mockReturnValue(false);
    const second = openDataFolder(dir);
    expect(exists).toHaveBeenCalledWith(path.join(dir, 'keys.json'));
    jest.restoreAllMocks();
    expect(second.keys).toEqual(first.keys);
    expect(openDataFolder(dir).keys).toEqual(first.keys);
    expect(readdirSync(dir).sort()).toEqual(['format.json', 'keys.json']);
  });
});
