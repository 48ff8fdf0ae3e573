/** A setting that the stack cannot be made with. The message names the setting, its value, the rule and the cure. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}
