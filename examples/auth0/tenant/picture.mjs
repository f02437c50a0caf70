// Draws a picture of a user's initials: Auth0 gives every user one.

const initials = (name) => name.split(/\s+/).map((word) => word.match(/\p{L}|\p{N}/u)?.[0] ?? '').slice(0, 2).join('');

export const pictureUrl = (issuer, name) => `${issuer}avatars/${Buffer.from(initials(name)).toString('base64url')}.svg`;

export function drawPicture(encoded) {
  const letters = Buffer.from(encoded, 'base64url').toString().replace(/[^\p{L}\p{N}]/gu, '').toUpperCase();
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="48" height="48"
  font-family="sans-serif" font-size="20" fill="#fff">
<rect width="48" height="48" fill="#4338ca"/>
<text x="24" y="24" dy="0.35em" text-anchor="middle">${letters}</text>
</svg>
`;
}
