/** How MariaDB compares texts: by their characters' numbers, so that neither case nor spaces at the end are passed over. */
export const collation = 'utf8mb4_nopad_bin'
