// Serves a folder on loopback, as a web server for the app:   node serve.mjs FOLDER [PORT]
import { serveFolder } from './world/static_files.mjs';

const [folder, port = '4200'] = process.argv.slice(2);
const { port: taken } = await serveFolder(folder, Number(port));
console.log(`${folder} is served on http://localhost:${taken} until Ctrl-C`);
