"""What an unknown file is: how it is written, what its columns hold, and a preset that would read it.

| question | module |
| --- | --- |
| how is the file laid out, what do its columns hold | `look.look` (`layout`, `header`, `excerpt`; `columns`) |
| what is it probably | `suggest.suggest`: a saved mapping (`kept`), a vendor's (`vendors`), else `drafting.draft_of` |
| ... by the names of its columns | `matching` (`synonyms`, `words`) |
| ... by what they hold | `content`; which question on which scale: `scales` (`in_words`); how each is read: `options` |
| what is proposed of it, what is missing | `draft.Draft`, `draft.needed`; `doubts.doubts` (what to ask) |
| another part for a column | `choosing.chosen` |
| the draft as a preset, and back | `raw.to_raw`, `raw.to_toml`, `raw.from_raw` |
| the first rows as they would arrive | `preview.preview` |
"""
