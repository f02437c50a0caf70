// The two ways in which the tenant refuses: to a program as JSON or in a redirect, to a person as a page.

export class OAuthError extends Error {
  constructor(status, code, description) {
    super(description);
    Object.assign(this, { status, code });
  }

  get body() {
    return { error: this.code, error_description: this.message };
  }
}

/** For answers that must not go to an unverified address. */
export class PageError extends Error {
  constructor(status, code, explanation) {
    super(explanation);
    Object.assign(this, { status, code });
  }
}
