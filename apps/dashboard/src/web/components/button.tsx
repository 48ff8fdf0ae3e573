import type { ComponentChildren } from 'preact';

interface ButtonProps {
  /** `primary` at most once in a view; `danger` loses something for good; `quiet` has no frame. */
  readonly kind?: 'plain' | 'primary' | 'danger' | 'quiet';
  readonly type?: 'button' | 'submit';
  readonly disabled?: boolean | undefined;
  /** Why it is disabled, or what it does where its text is short. */
  readonly title?: string | undefined;
  /** Name for those who do not see it, where its text does not say enough. */
  readonly label?: string | undefined;
  readonly pressed?: boolean | undefined;
  readonly onClick?: () => void;
  readonly children: ComponentChildren;
}

export function Button({
  kind = 'plain',
  type = 'button',
  disabled,
  title,
  label,
  pressed,
  onClick,
  children,
}: ButtonProps) {
  return (
    <button
      type={type}
      class={`button ${kind}`}
      disabled={disabled}
      title={title}
      aria-label={label}
      aria-pressed={pressed}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
