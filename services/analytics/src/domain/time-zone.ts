/**
 * Names that CLDR, and so V8 and browsers, still gives to zones which the IANA database has renamed. A PostgreSQL on
 * Debian 13 knows only the new ones unless `tzdata-legacy` is there.
 */
const RENAMED: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/** Names only: PostgreSQL reads `+05:30` the other way round than people do. */
const NAME = /^[A-Za-z]{2,}[\w+-]*(\/[\w+-]+){0,2}$/;

/** The IANA name of the zone that is meant by an old or a new name; undefined for what is no name of a zone. */
export function timeZoneOf(asked: string): string | undefined {
  if (!NAME.test(asked)) return undefined;
  try {
    const name = new Intl.DateTimeFormat('en', { timeZone: asked }).resolvedOptions().timeZone;
    return RENAMED[name] ?? name;
  } catch {
    return undefined;
  }
}
