// Passkeys: a form[data-passkey] asks the device, puts its answer into the field "credential" and is sent.
// data-passkey="make" and "show" find their options in <script id="passkey-options">; "sign-in" fetches them.

const decode = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const encode = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function opened({ publicKey }) {
  const options = { ...publicKey, challenge: decode(publicKey.challenge) };
  const known = (list) => list?.map((one) => ({ ...one, id: decode(one.id) }));
  if (options.user) options.user = { ...options.user, id: decode(options.user.id) };
  options.excludeCredentials = known(options.excludeCredentials);
  options.allowCredentials = known(options.allowCredentials);
  return { publicKey: options };
}

function written(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = encode(credential.response[part]);
  }
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: encode(credential.rawId),
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function optionsFor(form) {
  if (form.dataset.passkey !== "sign-in") return JSON.parse(document.getElementById("passkey-options").textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

async function ask(form) {
  const { creation_options: make, request_options: show } = await optionsFor(form);
  if (!make) return navigator.credentials.get(opened(show));
  const options = opened(make);
  options.publicKey.authenticatorSelection = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
  return navigator.credentials.create(options);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-passkey]")) return;
  event.preventDefault();
  const said = form.querySelector("[data-passkey-said]");
  try {
    form.elements.credential.value = written(await ask(form));
    HTMLFormElement.prototype.submit.call(form);
  } catch {
    said.textContent = "没有完成：设备没有确认，或不支持通行密钥。请再试一次，或换一种方式。";
  }
});

const isSupported = "credentials" in navigator && "PublicKeyCredential" in window;
for (const part of document.querySelectorAll("[data-needs-passkeys]")) part.hidden = !isSupported;
