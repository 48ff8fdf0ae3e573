/** A value of the alert, in Azure's common alert schema, as an expression of the workflow language. */
const essential = (name: string): string => `triggerBody()?['data']?['essentials']?['${name}']`;
const written = (expression: string): string => `@{${expression}}`;

/**
 * The message that a channel's workflow takes: an Adaptive Card with the alert's name, state, severity and description,
 * and a button that leads to what it watches.
 *
 * Sources: "Common alert schema", "Workflow definition language functions" (learn.microsoft.com), adaptivecards.io.
 */
export const teamsMessage = {
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: {
        type: 'AdaptiveCard',
        version: '1.4',
        body: [
          {
            type: 'TextBlock',
            size: 'Large',
            weight: 'Bolder',
            wrap: true,
            color: written(`if(equals(${essential('monitorCondition')}, 'Resolved'), 'Good', 'Attention')`),
            text: `${written(essential('monitorCondition'))}: ${written(essential('alertRule'))}`,
          },
          { type: 'TextBlock', wrap: true, text: written(essential('description')) },
          {
            type: 'FactSet',
            facts: [
              { title: 'Severity', value: written(essential('severity')) },
              { title: 'Fired', value: written(essential('firedDateTime')) },
              { title: 'Resolved', value: written(`coalesce(${essential('resolvedDateTime')}, '-')`) },
              { title: 'Watches', value: written(`join(${essential('configurationItems')}, ', ')`) },
            ],
          },
        ],
        actions: [
          {
            type: 'Action.OpenUrl',
            title: 'Open in Azure',
            url: `https://portal.azure.com/#resource${written(`first(${essential('alertTargetIDs')})`)}`,
          },
        ],
      },
    },
  ],
};
