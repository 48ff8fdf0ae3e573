import type { EntityDetail } from '../../../api/index.js';
import { entityAddress } from '../../addresses.js';
import { EmptyState } from '../../components/states.js';
import { MessagesPage } from '../../messages/messages-page.js';
import { SendPage } from '../../messages/send-page.js';
import { SessionsPage } from '../../messages/sessions-page.js';
import { NeedsMonitor } from '../needs-monitor.js';
import { EntityOverview } from './entity-overview.js';
import { LocksTab } from './locks-tab.js';
import { RoutingTab } from './routing/routing-tab.js';
import { RulesTab } from './rules-tab.js';
import { SettingsTab } from './settings-tab.js';
import { tabNamesOf } from './tab-names.js';

interface EntityTabContentProps {
  readonly detail: EntityDetail;
  readonly tab: string;
  readonly sequenceNumber: string | null;
}

export function EntityTabContent({ detail, tab, sequenceNumber }: EntityTabContentProps) {
  // Without a monitor there are no links to what it tells; an address from elsewhere still learns why.
  const name = tabNamesOf(detail, true).find((each) => each === tab);
  switch (name) {
    case '':
      return <EntityOverview detail={detail} />;
    case 'messages':
      return <MessagesPage entity={detail} subQueue="active" sequenceNumber={sequenceNumber} />;
    case 'dead-letters':
      return <MessagesPage entity={detail} subQueue="deadLetter" sequenceNumber={sequenceNumber} />;
    case 'transfers':
      return <MessagesPage entity={detail} subQueue="transferDeadLetter" sequenceNumber={sequenceNumber} />;
    case 'sessions':
      return <SessionsPage entity={detail} />;
    case 'send':
      return <SendPage entity={detail} />;
    case 'rules':
      return <RulesTab detail={detail} />;
    case 'routing':
      return (
        <NeedsMonitor what="Routings">
          <RoutingTab topic={detail.path} />
        </NeedsMonitor>
      );
    case 'locks':
      return (
        <NeedsMonitor what="Locks">
          <LocksTab entity={detail.path} />
        </NeedsMonitor>
      );
    case 'settings':
      return <SettingsTab detail={detail} />;
    case undefined:
      return (
        <EmptyState
          title={`A ${detail.kind} has no view "${tab}"`}
          action={<a href={entityAddress(detail.path)}>Go to its overview</a>}
        />
      );
  }
}
