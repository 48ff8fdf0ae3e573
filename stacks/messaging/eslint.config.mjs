import base from '../../eslint.config.mjs';

export default [
  ...base,
  {
    files: ['**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@cdktf/provider-azurerm',
              message:
                "Loading the whole provider takes 1.5 s and 370 MB. Import one resource: '@cdktf/provider-azurerm/lib/servicebus-queue/index.js'.",
            },
          ],
        },
      ],
    },
  },
];
