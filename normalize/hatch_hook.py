"""The build hook: compiles the default gazetteer into the wheel (and into the tree for an editable install)."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

__all__ = ["GazetteerBuildHook"]


class GazetteerBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before a wheel is packed; an sdist carries the sources and no compiled file."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile `gazetteers/` and the pinned packages to the files of `normalize/data`."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from normalize.build import build_packaged

        out = root / "normalize" / "data"
        for file, checksum in build_packaged(root / "gazetteers", out, self.metadata.version).items():
            build_data["artifacts"].append(f"/normalize/data/{file}")
            self.app.display_info(f"compiled {file}, sha256 {checksum}")
