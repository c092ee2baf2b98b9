// A small set of emoji shortcodes; a name that is not here is shown as it was written.

export const EMOJI = {
  wave: "👋", bulb: "💡", bell: "🔔", no_bell: "🔕", calendar: "📅", date: "📅", spiral_calendar_pad: "🗓️",
  clock9: "🕘", hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰", white_check_mark: "✅",
  heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", warning: "⚠️", information_source: "ℹ️",
  question: "❓", grey_question: "❔", exclamation: "❗", seedling: "🌱", herb: "🌿", evergreen_tree: "🌲",
  leaves: "🍃", sunflower: "🌻", cherry_blossom: "🌸", sunny: "☀️", coffee: "☕", tea: "🍵", pencil: "📝",
  memo: "📝", pencil2: "✏️", lower_left_fountain_pen: "🖋️", envelope: "✉️", email: "✉️", incoming_envelope: "📨",
  speech_balloon: "💬", left_speech_bubble: "🗨️", thought_balloon: "💭", handshake: "🤝", raised_hands: "🙌",
  clap: "👏", pray: "🙏", "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", point_right: "👉", ok_hand: "👌",
  smile: "😄", slightly_smiling_face: "🙂", blush: "😊", relaxed: "☺️", thinking_face: "🤔", tada: "🎉", sparkles: "✨",
  star: "⭐", star2: "🌟", heart: "❤️", eyes: "👀", eye: "👁️", mag: "🔍", link: "🔗", pushpin: "📌", round_pushpin: "📍",
  bust_in_silhouette: "👤", busts_in_silhouette: "👥", house: "🏠", gear: "⚙️", wrench: "🔧", lock: "🔒",
  key: "🔑", wastebasket: "🗑️", inbox_tray: "📥", outbox_tray: "📤", package: "📦", bar_chart: "📊", dart: "🎯",
  compass: "🧭", door: "🚪", zzz: "💤", snail: "🐌", turtle: "🐢", repeat: "🔁", arrow_right: "➡️", arrow_left: "⬅️",
  leftwards_arrow_with_hook: "↩️", double_vertical_bar: "⏸️", arrow_forward: "▶️", new: "🆕", zap: "⚡", fire: "🔥",
  red_circle: "🔴", large_green_circle: "🟢", large_yellow_circle: "🟡", white_circle: "⚪", black_circle: "⚫",
  large_blue_circle: "🔵", dove_of_peace: "🕊️", earth_africa: "🌍", mailbox: "📫", card_index: "📇", scroll: "📜",
};
