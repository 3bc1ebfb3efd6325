"""What a dead worker left behind is decided by its journal and by the mail server's log."""

from __future__ import annotations

from pathlib import Path

import pytest

from mail.configuration import envelopes
from mail.journal import Journal, boot_id, read_notes
from mail.ledger import now
from mail.models import OutgoingMail
from mail.outbox_queue import OUTBOX
from mail.recovery import evidence, put_right, settle, sweep_dead
from mail.slots import first_free, take
from mail.states import State
from tests.mail.test_outbox import stored

pytestmark = pytest.mark.django_db


def claimed(count: int) -> list[int]:
    for _number in range(count):
        stored()
    return [row[0] for row in OUTBOX.claim(7, count)]


def states() -> dict[int, int]:
    return dict(OutgoingMail.objects.values_list("pk", "state"))


def log_line(row: int, queue_id: str = "4QID") -> str:
    sender, _envid = envelopes().sender("m", row)
    end = "size=1, nrcpt=1 (queue active)"
    return f"Nov 24 08:00:00 mta postfix/qmgr[1]: {queue_id}: from=<{sender}>, {end}\n"


def test_journal_tells_accepted_from_begun_and_untouched(tmp_path: Path) -> None:
    accepted, begun, untouched = claimed(3)
    journal = Journal(tmp_path / "worker-7.journal")
    journal.begin("m", accepted)
    journal.accept("m", accepted, "4ABC")
    journal.begin("m", begun)
    slot = take(tmp_path, "worker-7")

    seen = put_right([OUTBOX], 7, slot)

    assert seen == {"accepted": 1, "uncertain": 1, "untouched": 1}
    assert states() == {
        accepted: State.HANDED,
        begun: State.UNCERTAIN,
        untouched: State.QUEUED,
    }


def test_torn_last_line_of_a_journal_counts_as_not_written(tmp_path: Path) -> None:
    path = tmp_path / "j"
    path.write_text(f"B {boot_id()}\nS m 1\nE m 1 4ABC\nS m 2\nE m 2")

    notes = read_notes(path)

    assert notes.accepted == {("m", 1): "4ABC"}
    assert notes.is_uncertain(("m", 2))


def test_living_worker_keeps_its_letters_however_slow_it_is(tmp_path: Path) -> None:
    (row,) = claimed(1)
    held = take(tmp_path, "worker-7")

    sweep_dead([OUTBOX], tmp_path, own=1)
    assert states() == {row: State.CLAIMED}

    Journal(tmp_path / "worker-7.journal").close()
    held.release()
    sweep_dead([OUTBOX], tmp_path, own=1)
    assert states() == {row: State.QUEUED}


@pytest.mark.parametrize("notes", ["", "B another-start\n"], ids=["lost", "of an earlier start"])
def test_after_a_power_cut_the_journal_proves_nothing(tmp_path: Path, notes: str) -> None:
    (row,) = claimed(1)
    if notes:
        (tmp_path / "worker-7.journal").write_text(notes)

    sweep_dead([OUTBOX], tmp_path, own=1)

    assert states() == {row: State.UNCERTAIN}


def test_log_of_the_mail_server_decides_what_is_uncertain(tmp_path: Path) -> None:
    sent, missing = claimed(2)
    log = tmp_path / "mail.log"
    log.write_text(log_line(sent))
    OUTBOX.mark([sent, missing], State.UNCERTAIN)

    seen = settle([OUTBOX], log, envelopes(), mta_answers=True)

    assert seen == {"proved": 1, "requeued": 1}
    assert states() == {sent: State.HANDED, missing: State.QUEUED}
    assert OutgoingMail.objects.get(pk=sent).queue_id == "4QID"


def test_nothing_is_decided_while_the_mail_server_is_away(tmp_path: Path) -> None:
    (row,) = claimed(1)
    (tmp_path / "mail.log").write_text("")
    OUTBOX.mark([row], State.UNCERTAIN)

    settle([OUTBOX], tmp_path / "mail.log", envelopes(), mta_answers=False)

    assert states() == {row: State.UNCERTAIN}
    assert OutgoingMail.objects.get(pk=row).not_before > now()


def test_without_a_log_nothing_is_concluded(tmp_path: Path) -> None:
    (row,) = claimed(1)
    OUTBOX.mark([row], State.UNCERTAIN)

    with pytest.raises(OSError, match="log"):
        settle([OUTBOX], tmp_path / "log", envelopes(), mta_answers=True)

    assert states() == {row: State.UNCERTAIN}


def test_evidence_needs_our_code_and_reads_the_rotated_log_too(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    log.with_name("mail.log.1").write_text(log_line(5, "4OLD"))
    forged = "x postfix/qmgr[1]: 4BAD: from=<m+6.0123456789abcdef@b.cz>, size=1\n"
    log.write_text(forged + log_line(7, "4NEW"))

    found = evidence(log, envelopes(), {("m", 5), ("m", 6), ("m", 7)})

    assert found == {("m", 5): "4OLD", ("m", 7): "4NEW"}


def test_each_worker_has_a_place_of_its_own(tmp_path: Path) -> None:
    first, second = first_free(tmp_path), first_free(tmp_path)

    assert (first[0], second[0]) == (1, 2)
    first[1].release()
    assert first_free(tmp_path)[0] == 1
