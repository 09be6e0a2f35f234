import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StateFolder } from './state-folder.js';

describe('the state folder', () => {
  const base = mkdtempSync(join(tmpdir(), 'faregate-state-'));
  const [home, outside] = [join(base, 'home'), join(base, 'outside')];
  afterAll(() => rmSync(base, { recursive: true, force: true }));
  const dataOutside = (owner: string, id: string): string => {
    mkdirSync(join(outside, id), { recursive: true });
    writeFileSync(join(outside, id, 'belongs-to'), owner);
    return join(outside, id);
  };

  it('is the same state at the next start', () => {
    expect(new StateFolder(home, outside).id).toBe(new StateFolder(home, outside).id);
  });

  it('takes its data outside with it', () => {
    const state = new StateFolder(home, outside);
    const data = dataOutside(state.path, state.id);
    state.remove();
    expect([existsSync(data), existsSync(state.path)]).toEqual([false, false]);
  });

  it('forgets data outside whose keys were deleted by hand, and only that', () => {
    const state = new StateFolder(home, outside);
    const [lost, foreign] = [dataOutside(state.path, state.id), dataOutside('/somewhere/else', 'ffffffff')];
    rmSync(state.path, { recursive: true });
    expect(new StateFolder(home, outside).id).not.toBe(state.id);
    expect([existsSync(lost), existsSync(foreign)]).toEqual([false, true]);
  });
});
