"""A device that holds a passkey, for stories without a browser: what ``accounts/static/accounts/passkeys.js`` sends."""

import json
import os
import re
from hashlib import sha256
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from greenbridge.accounts.models import User
from greenbridge.testing.pages import Page, words_of

HOST = "testserver"
OPTIONS = re.compile(r'<script id="passkey-options" type="application/json">(.*?)</script>', re.S)
PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
_OF_THE_SITE = sha256(HOST.encode()).digest()


class Device:
    """One key, made for this site. Its owner has always just been recognised."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._id = os.urandom(16)

    def makes(self, challenge: str = "") -> dict[str, Any]:
        """What the site keeps of the key."""
        public = ES256.from_cryptography_key(self._key.public_key())  # type: ignore[no-untyped-call]
        held = AttestedCredentialData.create(b"\0" * 16, self._id, public)
        said = AuthenticatorData.create(
            _OF_THE_SITE, PRESENT_AND_VERIFIED | AuthenticatorData.FLAG.AT, 0, held
        )
        return self._sent(
            client=_client(CollectedClientData.TYPE.CREATE, challenge),
            attestationObject=AttestationObject.create("none", said, {}),
        )

    def shows(self, challenge: str, user: User | None = None) -> dict[str, Any]:
        """The answer to a challenge. With ``user`` it says whose it is, as a key does that signs in by itself."""
        client = _client(CollectedClientData.TYPE.GET, challenge)
        said = AuthenticatorData.create(_OF_THE_SITE, PRESENT_AND_VERIFIED, 1)
        signature = self._key.sign(said + client.hash, ec.ECDSA(SHA256()))
        whose = {"userHandle": user_pk_to_url_str(user).encode()} if user else {}
        return self._sent(client=client, authenticatorData=said, signature=signature, **whose)

    def _sent(self, *, client: CollectedClientData, **parts: bytes) -> dict[str, Any]:
        answer = {name: websafe_encode(part) for name, part in {"clientDataJSON": client, **parts}.items()}
        name = websafe_encode(self._id)
        return {
            "type": "public-key",
            "id": name,
            "rawId": name,
            "response": answer,
            "clientExtensionResults": {},
        }


def _client(kind: CollectedClientData.TYPE, challenge: str) -> CollectedClientData:
    return CollectedClientData.create(kind, challenge, f"https://{HOST}")


def challenge_on(page: Page) -> str:
    """What the page asks the device to sign."""
    asked = OPTIONS.search(words_of(page))
    assert asked, "the page asks for no passkey"
    options = json.loads(asked[1])
    return str((options.get("creation_options") or options["request_options"])["publicKey"]["challenge"])
