"""The tutorial, typed as it is printed, in an empty folder."""

from documentation.pages import DOCS, blocks
from documentation.typed import INSTALL, not_printed, shell, type_out


def test_it_begins_with_the_line_that_installs():
    first = next(blocks("tutorial.md"))

    assert first.text.strip() == INSTALL
    assert INSTALL in (DOCS.parent / "README.md").read_text("utf-8")


def test_every_command_works_as_printed(tmp_path):
    said = type_out("tutorial.md", tmp_path, shell(tmp_path))

    assert not_printed("tutorial.md", said) == []
    printed = "".join(said)
    assert "+ 4 to create" in printed
    assert printed.count("+ 4 created") == 1
    assert "4 unchanged" in printed
    assert "~ 2 updated" in printed
    assert "1 passed" in printed
    assert "- 5 deleted" in printed
