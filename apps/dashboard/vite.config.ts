import { defineConfig } from 'vite';

/** The page, out of `src/web` into `dist/web`. */
export default defineConfig({
  root: 'src/web',
  resolve: { conditions: ['@ams/source', 'module', 'browser', 'development|production'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { outDir: '../../dist/web', emptyOutDir: true, assetsInlineLimit: 0 },
});
