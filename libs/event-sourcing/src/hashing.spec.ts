import { chainHash, namespaces, sha256, uuidV5 } from './hashing';

describe('hashes and name-based ids', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ])('SHA-256 of %j', (text, hash) => expect(sha256(text)).toBe(hash));

  it('hashes the UTF-8 of a text', () => expect(sha256('é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c'));

  it('chains a hash to the one before', () => {
    expect(chainHash(null, 'ab')).toBe(sha256('ab'));
    expect(chainHash('cd', 'ab')).toBe(sha256('cdab'));
  });

  const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
  it.each([
    ['www.example.com', '2ed6657d-e927-568b-95e1-2665a8aea6a2'],
    ['python.org', '886313e1-3b8a-5372-9b90-0c9aee199e5d'],
  ])('UUID of %s among domain names', (name, id) => {
    expect(uuidV5(dns, name)).toBe(id);
    expect(uuidV5(dns, name)).toBe(id);
  });

  it('has a namespace for each kind of id', () => {
    const ids = Object.values(namespaces).map((namespace) => uuidV5(namespace, 'same name'));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
