import { fileSystemOf } from './file-system.js';

const mounts = [
  'overlay / overlay rw 0 0',
  '/dev/vda /work ext4 rw 0 0',
  'tmpfs /work/scratch tmpfs rw 0 0',
  '/dev/vdb /work/my\\040disk xfs rw 0 0',
  '',
].join('\n');

describe('fileSystemOf', () => {
  it.each([
    ['/work', 'ext4'],
    ['/work/main/.data', 'ext4'],
    ['/work/scratch/data', 'tmpfs'],
    ['/work/scratchy', 'ext4'],
    ['/work/my disk/data', 'xfs'],
    ['/home/somebody', 'overlay'],
  ])('says that %s is on %s', (folder, kind) => {
    expect(fileSystemOf(folder, mounts)).toBe(kind);
  });

  it('takes the later of two that are mounted on the same point', () => {
    expect(fileSystemOf('/work', `${mounts}/dev/vdc /work btrfs rw 0 0\n`)).toBe('btrfs');
  });

  it('does not guess where nothing is known', () => {
    expect(fileSystemOf('/work', '')).toBe('unknown');
  });
});
