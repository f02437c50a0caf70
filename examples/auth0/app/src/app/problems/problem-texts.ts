// For each kind of problem: the text for the person, and whether to try again may help. The end of the session is not
// among them; the frame of every page shows it.
import { ProblemKind } from './problem';

export interface ProblemText {
  readonly title: string;
  readonly advice: string;
  readonly canRetry: boolean;
}

export const problemTexts: Readonly<Record<Exclude<ProblemKind, 'loginNeeded'>, ProblemText>> = {
  loginNotAccepted: {
    title: 'The server does not accept your login',
    advice: 'You are logged in, but the server expects another login than this one. Its settings for issuer, '
      + 'audience or key may not fit this app; ask the person who runs it.',
    canRetry: true,
  },
  tenantUnreachable: {
    title: 'The login service cannot be reached',
    advice: 'Nothing is lost. Try again when the connection is back.',
    canRetry: true,
  },
  notPermitted: {
    title: 'You are not permitted to do this',
    advice: 'Your account may not make this change or see this. What you wrote stays here.',
    canRetry: false,
  },
  missing: {
    title: 'It is not there (any more)',
    advice: 'Somebody may have deleted it.',
    canRetry: false,
  },
  changedElsewhere: {
    title: 'Somebody else has changed this',
    advice: 'What is shown now is the newest state. Look at it, and do it again if you still want to.',
    canRetry: false,
  },
  unavailable: {
    title: 'The server cannot be reached',
    advice: 'It may be busy or starting, or the connection is interrupted. Nothing is lost.',
    canRetry: true,
  },
  refused: {
    title: 'The server refused this',
    advice: 'What you wrote stays here.',
    canRetry: true,
  },
};
