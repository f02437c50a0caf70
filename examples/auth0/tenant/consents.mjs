// Which users agreed that which client may act for them at which API; each is asked once. Auth0 asks unless the API
// skips it, and on localhost always.

export class Consents {
  #given = new Set();

  isNeeded(request, user) {
    const { api } = request;
    if (!api || api.skip_consent_for_verifiable_first_party_clients) return false;
    return request.prompt === 'consent' ? !request.consented : !this.#given.has(nameOf(request, user));
  }

  give(request, user) {
    this.#given.add(nameOf(request, user));
    request.consented = true;
  }
}

const nameOf = ({ client, api, scope }, user) =>
  JSON.stringify([user.user_id, client.client_id, api.identifier, scope]);
