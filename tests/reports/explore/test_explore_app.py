"""The explorer's server: who is let in, what every answer carries, and that pages do not mix."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnect

from sim.reports.explore.app import application
from sim.reports.explore.desk import Desk
from sim.reports.explore.programs import Programs
from sim.reports.explore.settings import Shelf

with warnings.catch_warnings():  # newer versions of Starlette would rather have a client that older ones do not know
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient, WebSocketTestSession

HOST = "127.0.0.1"
LIVE = f"ws://{HOST}/live"
ORIGIN = {"origin": f"http://{HOST}"}
EVIL = '"><script>alert(1)</script>'


@pytest.fixture(scope="module")
def client(by_numpy: Desk) -> Iterator[TestClient]:
    with TestClient(application(by_numpy), base_url=f"http://{HOST}") as client:
        yield client


def ask(socket: WebSocketTestSession, address: str, number: int = 1, **more: Any) -> None:
    socket.send_text(json.dumps({"number": number, "address": address, "rests": False, **more}))


def heard(socket: WebSocketTestSession, kind: str) -> dict[str, Any]:
    """The next message of a kind."""
    while True:
        told: dict[str, Any] = json.loads(socket.receive_text())
        if told["kind"] == kind:
            return told


def test_the_page_comes_whole_and_runs_no_inline_code(client: TestClient) -> None:
    answer = client.get("/?nato.aid_level=0.5")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert " style=" not in answer.text
    assert " onclick=" not in answer.text
    assert answer.text.count("<script") == 1
    assert "128 wars" in answer.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[::1]", ""])
def test_a_foreign_host_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "", "http://localhost", "http://127.0.0.1:81", "http://["]
)
def test_a_socket_of_another_page_is_refused(client: TestClient, origin: str) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(LIVE, headers={"origin": origin}):
        pass


def test_a_socket_under_a_foreign_host_is_refused(client: TestClient) -> None:
    headers = {"host": "evil.example", "origin": "http://evil.example"}
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(LIVE, headers=headers):
        pass


def test_an_address_that_is_wrong_is_said_and_no_traceback(client: TestClient) -> None:
    answer = client.get("/", params={"nato.aid_level": EVIL})
    assert answer.status_code == 400
    assert "expected a number" in answer.text
    assert "<script>" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/page.html", "/passwd", "/static/%2e%2e%2fapp.py", "/wars.csv/x"]
)
def test_nothing_else_is_handed_out(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("text", ["", "[]", "{", "null", "7", "[" * 5000, '"x"', "\x00", "x" * 20000])
def test_garbage_is_answered_in_words_and_the_page_goes_on(client: TestClient, text: str) -> None:
    with client.websocket_connect(LIVE, headers=ORIGIN) as socket:
        socket.send_text(text)
        assert "expected number, address, rests" in heard(socket, "fault")["message"]
        ask(socket, "scenario=baseline", number=2)
        assert heard(socket, "view")["number"] == 2


def test_a_message_that_asks_for_nothing_known_is_refused(client: TestClient) -> None:
    with client.websocket_connect(LIVE, headers=ORIGIN) as socket:
        ask(socket, "scenario=baseline&nato.aid_lvel=1")
        assert "did you mean" in heard(socket, "fault")["message"]
        socket.send_text(json.dumps({"number": "x", "address": 7, "rests": "no"}))
        assert heard(socket, "view")["number"] == 0


def test_only_what_differs_comes_back(client: TestClient) -> None:
    with client.websocket_connect(LIVE, headers=ORIGIN) as socket:
        ask(socket, "scenario=baseline")
        whole = heard(socket, "view")["patch"]
        ask(socket, "scenario=baseline", number=2)
        assert heard(socket, "view")["patch"] == {}
        ask(socket, "scenario=baseline&nato.aid_level=0", number=3)
        changed = heard(socket, "view")["patch"]
        assert set(changed) <= set(whole)
        assert "explored-endings-foot" in changed


def test_two_pages_do_not_mix(client: TestClient) -> None:
    with client.websocket_connect(LIVE, headers=ORIGIN) as one, client.websocket_connect(LIVE, headers=ORIGIN) as other:
        ask(one, "scenario=baseline&nato.aid_level=0")
        ask(other, "scenario=baseline&nato.aid_level=2&pin=baseline")
        first, second = heard(one, "view"), heard(other, "view")
        assert "nato.aid_level=0" in first["address"]
        assert not any(key.startswith("pinned") for key in first["patch"])
        assert any(key.startswith("pinned") for key in second["patch"])
        ask(one, "scenario=baseline&nato.aid_level=0", number=2)
        assert heard(one, "view")["patch"] == {}


def test_the_newest_settings_win(client: TestClient) -> None:
    with client.websocket_connect(LIVE, headers=ORIGIN) as socket:
        for number in range(1, 9):
            ask(socket, f"scenario=baseline&nato.aid_level={number / 10}", number=number)
        answered = []
        while not answered or answered[-1] < 8:
            answered.append(heard(socket, "view")["number"])
        assert answered == sorted(answered)
        assert len(answered) < 8


def test_another_scenario_is_another_page(client: TestClient) -> None:
    with client.websocket_connect(LIVE, headers=ORIGIN) as socket:
        ask(socket, "scenario=baseline")
        heard(socket, "view")
        ask(socket, "scenario=baseline&pin=iran_supply", number=2)
        assert heard(socket, "other_page")["address"] == "scenario=baseline&pin=iran_supply"


def test_the_same_war_is_told_as_stands_behind_the_pictures(client: TestClient) -> None:
    with client.websocket_connect(LIVE, headers=ORIGIN) as socket:
        ask(socket, "scenario=baseline&war=3&pin=baseline&nato.aid_level=0", tell=True)
        told = heard(socket, "story")
        assert told["war"] == 3
        assert len(told["stories"]) == 2
        for story in told["stories"]:
            assert "it ends the same there" in story["check"]
            days = [day for day, _ in story["entries"]]
            assert days == sorted(days)


def test_a_flipped_war_ends_otherwise_in_both_futures(client: TestClient) -> None:
    with client.websocket_connect(LIVE, headers=ORIGIN) as socket:
        ask(
            socket,
            "scenario=baseline&pin=baseline&bargaining.background_hazard=0.005&nato.strategy=intervene",
            flipped=True,
        )
        told = heard(socket, "story")
        first, second = (story["ending"] for story in told["stories"])
        assert first != second


def test_script_in_a_title_is_text(tmp_path) -> None:
    path = tmp_path / "evil.yaml"
    path.write_text(f"extends: baseline\nweeks: 4\ntitle: '{EVIL}'\ndescription: '{EVIL}'\n", encoding="utf-8")
    desk = Desk(Shelf.opened(str(path)), Programs(compiling=False))
    with TestClient(application(desk), base_url=f"http://{HOST}") as client:
        page = client.get("/").text
        assert "<script>" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        text = client.get("/explored.yaml").text
        assert 'title: "\\"><script>alert(1)</script>, as explored"' in text


def test_downloads_are_files_of_the_settings(client: TestClient) -> None:
    answer = client.get("/wars.csv?nato.aid_level=0.5")
    assert answer.headers["content-disposition"] == 'attachment; filename="wars.csv"'
    assert answer.text.count("\n") == 1 + 1024
    assert client.get("/outcomes.csv?nato.aid_level=x").status_code == 400
