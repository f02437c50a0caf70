// Takes pictures for the documents if PICTURES names a folder.
import path from 'node:path';

export async function takePicture(page, name) {
  if (!process.env.PICTURES) return;
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: path.join(process.env.PICTURES, `${name}.png`), animations: 'disabled', caret: 'hide' });
}
