import { render } from 'preact';

import { App } from './app.js';
import { startLiveStore } from './live/live-store.js';
import { applyTheme } from './theme.js';
import './theme.css';
import './styles/layout.css';
import './styles/page.css';
import './styles/controls.css';
import './styles/components.css';
import './styles/table.css';
import './styles/overview.css';
import './styles/charts.css';
import './styles/entity.css';
import './styles/lists.css';
import './styles/topology.css';

applyTheme();
startLiveStore();

const root = document.getElementById('app');
if (root === null) throw new Error('The page has no element with the id "app" to be drawn in.');
render(<App />, root);
