"""Write what AWS says of the operations we use, out of botocore: `make models`."""

import json
import shutil
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from botocore.loaders import Loader

from shared.adapters.models import FOLDER, OPERATIONS

_ENDPOINTS = {"sesv2": "email"}
"""Services that their endpoints call by another name."""


def main() -> None:
    """Write the descriptions anew; files of services that are no longer used go."""
    for folder in FOLDER.iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    for name, text in descriptions():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_text(text, encoding="utf-8")


def descriptions() -> Iterator[tuple[str, str]]:
    """Yield the path below the folder and the text of every file."""
    loader = Loader()
    for service, operations in OPERATIONS.items():
        version = loader.determine_latest_version(service, "service-2")
        model = loader.load_service_model(service, "service-2", version)
        rules = loader.load_service_model(service, "endpoint-rule-set-1", version)
        yield f"{service}/{version}/service-2.json", _written(_only(model, operations))
        yield f"{service}/{version}/endpoint-rule-set-1.json", _written(rules)
    endpoints = loader.load_data("endpoints")
    used = {_ENDPOINTS.get(service, service) for service in OPERATIONS}
    for partition in endpoints["partitions"]:
        every = partition["services"]
        partition["services"] = {name: every[name] for name in every if name in used}
    yield "endpoints.json", _written(endpoints)


def _only(model: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Return a service with these operations and the shapes they are made of."""
    operations = {name: model["operations"][name] for name in names}
    shapes: dict[str, Any] = {}
    ahead = list(_named(operations))
    while ahead:
        name = ahead.pop()
        if name not in shapes:
            shapes[name] = model["shapes"][name]
            ahead += _named(shapes[name])
    used = {"operations": operations, "shapes": dict(sorted(shapes.items()))}
    return {**model, **_undocumented(used)}


def _named(part: object) -> Iterator[str]:
    """Yield the names of the shapes that a part of a description refers to."""
    for key, value in part.items() if isinstance(part, dict) else ():
        if key == "shape" and isinstance(value, str):
            yield value
        yield from _named(value)
    for each in part if isinstance(part, list) else ():
        yield from _named(each)


def _undocumented(part: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(part, dict):
        texts = {"documentation", "documentationUrl"}
        return {
            key: _undocumented(value)
            for key, value in part.items()
            if not (key in texts and isinstance(value, str))
        }
    return [_undocumented(each) for each in part] if isinstance(part, list) else part


def _written(part: Any) -> str:  # noqa: ANN401 - JSON
    return json.dumps(part, indent=0, separators=(",", ":"), ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
