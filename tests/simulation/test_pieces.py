from pathlib import Path

from tests.simulation import soak
from tests.simulation.pieces import Pieces


def played(kept: Path, schedules: int) -> int:
    return soak.main(["--schedules", str(schedules), "--seed", "7", "--workers", "1",
                      "--kept", str(kept)])  # fmt: skip


def test_a_campaign_that_was_broken_off_goes_on_where_it_was(tmp_path: Path) -> None:
    assert played(tmp_path, 2) == 0
    [file] = tmp_path.iterdir()
    before = file.read_text("utf-8")
    file.write_text(before + '["schedules", 9, ', encoding="utf-8")  # somebody pulled the plug

    assert played(tmp_path, 2) == 0
    assert Pieces(tmp_path).done[("schedules", 7, 9)].runs == 2
    assert file.read_text("utf-8").count("\n") == before.count("\n"), "nothing is played twice"


def test_what_other_code_came_to_counts_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "0123456789ab.jsonl").write_text('["schedules", 1, 2, {}]\n', encoding="utf-8")

    assert Pieces(tmp_path).done == {}
