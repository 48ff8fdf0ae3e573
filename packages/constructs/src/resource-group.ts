/** Where resources are put. A `ResourceGroup` of the azurerm provider is one; so is any pair of name and location. */
export interface ResourceGroupReference {
  readonly name: string;
  /** Azure region, such as `eastus`. */
  readonly location: string;
}
