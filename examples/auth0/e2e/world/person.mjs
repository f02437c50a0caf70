// A person with a browser of their own: what they do, by the labels and names that they see. When a person leaves, no
// token of theirs may have gone astray.
import { Traffic } from './traffic.mjs';
import { eventually } from './waiting.mjs';

export const appAddress = 'http://localhost:4200';

export class Person {
  static async arrive(browser, options = {}) {
    const person = new Person();
    person.context = await browser.newContext({ viewport: { width: 960, height: 640 }, locale: 'en', ...options });
    // An expectation that is met never waits this long.
    person.context.setDefaultTimeout(60_000);
    person.traffic = new Traffic(person.context);
    person.page = await person.context.newPage();
    person.complaints = [];
    person.page.on('pageerror', (error) => person.complaints.push(error.message));
    return person;
  }

  async open(path = '/') {
    await this.page.goto(appAddress + path);
  }

  async logIn({ email, password }, path = '/') {
    await this.open(path);
    await this.button('Log in').click();
    await this.enterPassword(email, password);
  }

  async enterPassword(email, password) {
    await this.page.getByLabel('Email address').fill(email);
    await this.page.getByLabel('Password').fill(password);
    await this.button('Continue').click();
  }

  async seesNotes() {
    await this.heading('Notes').waitFor();
    await this.page.getByText('Fetching the notes…').waitFor({ state: 'detached' });
  }

  async addNote(title, text = '') {
    await this.startNote(title, text);
    await this.save();
    await this.note(title).waitFor();
  }

  /** Everything but saving it. */
  async startNote(title, text = '') {
    await this.page.getByRole('link', { name: 'New note' }).click();
    await this.fill({ title, text });
  }

  async openNote(title) {
    await this.note(title).getByRole('link', { name: title }).click();
    await this.page.getByLabel('Title').waitFor();
  }

  async fill({ title, text }) {
    if (title !== undefined) await this.page.getByLabel('Title').fill(title);
    if (text !== undefined) await this.page.getByLabel('Text').fill(text);
  }

  async save() {
    await this.button('Save').click();
  }

  async changeOpenNote(change) {
    await this.fill(change);
    await this.save();
  }

  async changeNote(title, change) {
    await this.openNote(title);
    await this.changeOpenNote(change);
    await this.note(change.title ?? title).waitFor();
  }

  async deleteOpenNote() {
    await this.button('Delete').click();
    await this.button('Delete note').click();
    await this.heading('Notes').waitFor();
  }

  async deleteNote(title) {
    await this.openNote(title);
    await this.deleteOpenNote();
    await this.note(title).waitFor({ state: 'detached' });
  }

  /** Until the tenant, which ends its session, too, has sent the browser back; the app shows the button before that. */
  async logOut() {
    const isBack = this.page.waitForEvent('load');
    await this.button('Log out').click();
    await isBack;
    await this.button('Log in').waitFor();
  }

  /** Waits until the list shows these and no others, in any order. */
  async showsNotes(...titles) {
    const wanted = JSON.stringify(titles.sort());
    await eventually(`the list shows ${wanted}`, async () => JSON.stringify((await this.titles()).sort()) === wanted);
  }

  titles() {
    return this.page.getByRole('list', { name: 'Notes' }).getByRole('heading').allTextContents()
      .then((titles) => titles.map((title) => title.trim()));
  }

  note(title) {
    return this.page.getByRole('list', { name: 'Notes' }).getByRole('listitem').filter({ hasText: title });
  }

  button(name) {
    return this.page.getByRole('button', { name, exact: true });
  }

  heading(name) {
    return this.page.getByRole('heading', { name, exact: true });
  }

  alert() {
    return this.page.getByRole('alert');
  }

  /** Waits until it is in view and nothing covers it. */
  async hasInSight(locator) {
    await eventually('it is in sight', () => locator.evaluate((element) => {
      const { left, top } = element.getBoundingClientRect();
      const seen = document.elementFromPoint(left + 5, top + 5);
      return element.contains(seen) || (seen?.contains(element) ?? false);
    }));
  }

  async leave() {
    await this.traffic.assertTokensStayHome();
    await this.context.close();
    if (this.complaints.length) throw new Error(`the page failed:\n${this.complaints.join('\n')}`);
  }
}
