// The app's addresses and their pages. Without a login the welcome page takes the place of the notes.
import { Routes } from '@angular/router';
import { CallbackPage } from './login/callback-page';
import { requireSession } from './login/require-session';
import { WelcomePage } from './login/welcome-page';
import { NotePage } from './notes/note-page';
import { NotesPage } from './notes/notes-page';
import { NotFoundPage } from './shell/not-found-page';

export const routes: Routes = [
  { path: '', pathMatch: 'full', redirectTo: 'notes' },
  {
    path: 'notes',
    canActivate: [requireSession],
    children: [
      { path: '', component: NotesPage, title: 'Notes' },
      { path: 'new', component: NotePage, title: 'New note' },
      { path: ':id', component: NotePage, title: 'Edit note' },
    ],
  },
  { path: 'callback', component: CallbackPage, title: 'Logging in' },
  { path: 'welcome', component: WelcomePage, title: 'Welcome' },
  { path: '**', component: NotFoundPage, title: 'Not found' },
];
