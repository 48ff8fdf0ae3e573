/**
 * Which values of Terraform's azurerm resources are secrets: shared keys, and connection strings that carry one. The
 * names are those that the provider 4.x marks as sensitive, for Service Bus and for what stands around it: storage,
 * Event Hubs, Log Analytics, Application Insights, container registries.
 */
const secretAttribute =
  /^(?:(?:\w+_)?connection_string(?:_alias)?|(?:\w+_)?(?:primary|secondary)(?:_shared|_access)?_key|primary_(?:shared|access)_key|(?:\w+_)?password|client_secret|instrumentation_key|sas)$/;

/** Resources that are secrets as a whole, since keys are among their attributes. */
const secretResource =
  /^azurerm_(?:servicebus_namespace|(?:servicebus|eventhub)_(?:\w+_)?authorization_rule|storage_account|log_analytics_workspace|application_insights)$/;

/** What follows a secret's name in a connection string or shared access signature. */
const secretText = /\b(SharedAccessKey|AccountKey|SharedAccessSignature|sig)=[^;&\s]/i;

/** A reference in a Terraform expression: type, label, maybe an index, maybe an attribute. */
const reference = /\b(?:data\.)?(azurerm_\w+)\.[\w-]+(?:\[[^\]]*\])?(?:\.(?:\*\.)?(\w+))?/g;

/**
 * The secrets that a value of a synthesized stack carries: references to attributes that are secrets, or to whole
 * resources that have some, and secrets written out, of which only the name is told.
 */
export function secretsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [...referredSecrets(value), ...writtenSecrets(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(secretsIn);
}

function referredSecrets(text: string): readonly string[] {
  const expressions = text.match(/\$\{.*\}/gs) ?? [];
  return expressions.flatMap((expression) =>
    [...expression.matchAll(reference)].flatMap(([found, type = '', attribute]) => {
      const secret = attribute === undefined ? secretResource.test(type) : secretAttribute.test(attribute);
      return secret ? [found] : [];
    }),
  );
}

function writtenSecrets(text: string): readonly string[] {
  const name = secretText.exec(text)?.[1];
  return name === undefined ? [] : [`a ${name} written out`];
}
